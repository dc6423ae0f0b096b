"""An invented network and the files it leaves behind.

    names, phones, dice ─▶ maker ─▶ world    people with dated lives; strangers are those beside it
                                      │
        ┌─────────────────────────────┼────────────────────────────────┐
        ▼                             ▼                                ▼
      card, quirks                 network                        ties, senders
    what the owner wrote down    who is linked with the owner   who is in touch with her by mail,
    about someone on a day       on LinkedIn, shown how         from which address
        │                             │                                │
        │                       linkedin, archive        correspondence, postings, oddities
        │                             │                                │
        │                             │                          headers, mbox
        ▼                             ▼                                ▼
    google, phone, alumni ─────────▶ files ◀───────────────────────────┘   what a program exports, whom it is about

A further export is one more module that takes the world and gives an Export, named in files.py.
Every purpose throws dice of its own, so a new one leaves the others' files as they are.
"""
