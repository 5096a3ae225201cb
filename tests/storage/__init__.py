"""A stand-in for Supabase Storage: its tables in the stack's database, under our policies, and the part of its HTTP API that Bookfast uses."""
