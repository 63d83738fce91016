/* Which Windows is meant: the rig has one. */
