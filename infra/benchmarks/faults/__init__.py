"""The faults mail must survive, one after the other, with counts of what was lost or doubled."""
