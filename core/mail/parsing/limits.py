"""How much of one mail is looked at. What lies beyond is cut and named in `notes`, never refused,
except for the size of the whole mail. Measured on hostile mails: docs of reliability, section 1.2.
"""

MAIL_BYTES = 50 * 1024 * 1024
HEAD_BYTES = 1024 * 1024
HEADER_FIELDS = 2_000
HEADER_VALUE = 20_000  # characters kept of one field; the longest honest References seen is 12,000
DEPTH = 100  # multiparts inside multiparts
PARTS = 1_000
RECIPIENTS = 200  # of To, Cc and Bcc together
REFERENCES = 100  # message ids kept of References
TEXT_BYTES = 2 * 1024 * 1024  # plain text of one part; agents never read more, the raw mail has it
HTML_BYTES = 2 * 1024 * 1024
FILENAME = 200  # characters
TRIM_CHARS = 200_000  # seen by reply trimming
TRIM_LINE = 2_000  # characters of one line seen by reply trimming
TRIM_SECONDS = 1.0
