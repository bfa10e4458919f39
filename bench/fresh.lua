-- Each request for another address, so that no page is kept: wrk -s bench/fresh.lua
local n = 0
request = function()
  n = n + 1
  local sep = string.find(wrk.path, "?", 1, true) and "&" or "?"
  return wrk.format(nil, wrk.path .. sep .. "n=" .. n)
end
