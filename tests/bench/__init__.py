"""Figures beside their floors; nothing here is asserted but the number of winners of a race."""
