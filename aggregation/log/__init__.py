"""The writing of the public log: one writer, crash-safe at every step, cosigned by witnesses."""
