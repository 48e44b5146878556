"""What readings are worth: how often those accepted are wrong, and from which certainty on to accept."""
