"""The congress: its sessions."""
