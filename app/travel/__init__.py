"""How long drives take: factors between areas, what past days taught, a routing server where there is one."""
