"""What can be said about a rulebook before any case arrives: proofs, findings, comparisons."""
