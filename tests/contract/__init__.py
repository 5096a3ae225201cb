"""The contract over HTTP: what each caller of the Data API is answered, through supabase-py."""
