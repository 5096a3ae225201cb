"""The pages, used as a person uses them, on the running stack."""
