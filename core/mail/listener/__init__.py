"""The door for mail: SMTP from the world, LMTP from a mail server of our own."""
