"""The public log as mathematics and text: RFC 6962 trees, tiles, signed notes, checkpoints, policies and proofs."""
