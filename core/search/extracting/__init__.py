"""Text of files that strangers sent: read in a child process that can be killed, never in this one.

`text_of(kind, content)` gives what a file says, as far as LONGEST goes, or raises Unreadable with a reason.
"""

from core.search.extracting.child import Unreadable, text_of
from core.search.extracting.kinds import LONGEST, kind_of

__all__ = ["LONGEST", "Unreadable", "kind_of", "text_of"]
