"""Every write about customers. Each verb is one transaction with an audit line."""

from core.contacts.services.addresses import (
    AddressTaken,
    LastAddress,
    Undeliverable,
    add_address,
    answer_to,
    ask_proof,
    remove_address,
    restore_address,
    try_again,
)
from core.contacts.services.change import update
from core.contacts.services.companies import (
    DomainTaken,
    SameCompany,
    clean_domains,
    delete_company,
    merge_companies,
    save_company,
)
from core.contacts.services.find import BadAddress, clean_address, contact_for, make_contact
from core.contacts.services.merge import (
    BlockedDiffer,
    MergedAlready,
    SamePerson,
    TooLateToSplit,
    gather,
    keep_apart,
    merge_contacts,
    split_contacts,
    standing,
)
from core.contacts.services.portal import (
    LINK_LIFE,
    TICKET_LINK_LIFE,
    ask_portal_link,
    mint_portal_link,
    open_portal,
    portal_token,
)
from core.contacts.services.silence import end_silence, set_automatic_mail, silence

__all__ = [
    "LINK_LIFE",
    "TICKET_LINK_LIFE",
    "AddressTaken",
    "BadAddress",
    "BlockedDiffer",
    "DomainTaken",
    "LastAddress",
    "MergedAlready",
    "SameCompany",
    "SamePerson",
    "TooLateToSplit",
    "Undeliverable",
    "add_address",
    "answer_to",
    "ask_portal_link",
    "ask_proof",
    "clean_address",
    "clean_domains",
    "contact_for",
    "delete_company",
    "end_silence",
    "gather",
    "keep_apart",
    "make_contact",
    "merge_companies",
    "merge_contacts",
    "mint_portal_link",
    "open_portal",
    "portal_token",
    "remove_address",
    "restore_address",
    "save_company",
    "set_automatic_mail",
    "silence",
    "split_contacts",
    "standing",
    "try_again",
    "update",
]
