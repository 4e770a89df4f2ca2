"""The one error of this package: a sentence that tells a person what is wrong and what to do."""


class Trouble(Exception):
    """Printed as it stands, without a traceback; the command ends with status 1."""
