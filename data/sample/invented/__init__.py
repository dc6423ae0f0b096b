"""An invented network and the files it leaves behind.

    names, phones, dice ─▶ maker ─▶ world    people with dated lives
                                      │
                                      ▼
                                    card     what the owner wrote down about someone on a day
                                      │
                                   quirks    how the name got written
                                      │
               google, phone, alumni, files  what a program exports, and whom it is about

A further export (LinkedIn, a mailbox) is one more module that takes the world and gives an Export, named in files.py.
Every purpose throws dice of its own, so a new one leaves the others' files as they are.
"""
