"""A world that is known, the exports that show a part of it, and how much of that the answers tell.

    invented(seed) ──▶ World ──▶ written(world, folder) ──▶ files, settings and what they show (Shown)
                         │                                              │
                         └──▶ derivable(world, shown) ◀─────────────────┘   in Python, from days and letters only
                                        │
    a sync, then the published answers ─┴──▶ precision and recall

Nothing of `data/sample` is in it. What differs from seed to seed is in `shape`: the language, the forms of the exports,
the mail domains, how the owner is known.
"""
