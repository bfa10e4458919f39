"""Deputies' suggestions and bills: drafted, co-signed, filed, examined."""
