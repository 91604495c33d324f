"""Panel matching for treatments that switch on and off (Imai, Kim & Wang 2023)."""
