"""Video rooms at a provider: made, moved and removed by a worker; entered through the edge."""
