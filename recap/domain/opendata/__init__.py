"""The published records in the forms that newsrooms and observers already read; standard library only."""
