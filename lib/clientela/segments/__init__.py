"""Stage 3: who the customers are, how many of each, and what to do with each segment."""

from clientela.engine.rooms import adopt
from clientela.segments.bases.analysis import bases
from clientela.segments.bases.page import bases_advice, bases_table
from clientela.segments.channels.analysis import channels
from clientela.segments.channels.calendar import campaign_days
from clientela.segments.channels.page import calendar_advice, calendar_table, channels_advice, channels_table
from clientela.segments.clusters.analysis import clusters
from clientela.segments.clusters.page import clusters_rules, clusters_table
from clientela.segments.concentration.analysis import concentration
from clientela.segments.concentration.page import concentration_advice, plot_concentration
from clientela.segments.cube.analysis import cube
from clientela.segments.cube.page import cube_advice, cube_people_table, cube_table, plot_cube
from clientela.segments.earns.analysis import earns
from clientela.segments.earns.page import earns_advice, earns_table, plot_earns
from clientela.segments.movement.analysis import movement
from clientela.segments.movement.page import matrix_table, movement_advice, movement_table, plot_movement
from clientela.segments.playbook.acted import actions
from clientela.segments.playbook.acted_page import actions_advice, actions_table
from clientela.segments.playbook.analysis import playbook
from clientela.segments.playbook.page import playbook_advice, playbook_table, promises_table
from clientela.segments.profile.analysis import profile
from clientela.segments.profile.page import consumption_table, plot_profile, profile_advice, profile_table
from clientela.segments.received.analysis import received
from clientela.segments.received.page import received_advice, received_table
from clientela.segments.rfm.analysis import rfm
from clientela.segments.rfm.page import plot_rfm, rfm_advice, rfm_table
from clientela.segments.tastes.analysis import taste_groups
from clientela.segments.tastes.page import tastes_advice, tastes_table
from clientela.segments.windows import windows

__all__ = [
    "actions",
    "actions_advice",
    "actions_table",
    "bases",
    "bases_advice",
    "bases_table",
    "calendar_advice",
    "calendar_table",
    "campaign_days",
    "channels",
    "channels_advice",
    "channels_table",
    "clusters",
    "clusters_rules",
    "clusters_table",
    "concentration",
    "concentration_advice",
    "consumption_table",
    "cube",
    "cube_advice",
    "cube_people_table",
    "cube_table",
    "earns",
    "earns_advice",
    "earns_table",
    "matrix_table",
    "movement",
    "movement_advice",
    "movement_table",
    "playbook",
    "playbook_advice",
    "playbook_table",
    "plot_concentration",
    "plot_cube",
    "plot_earns",
    "plot_movement",
    "plot_profile",
    "plot_rfm",
    "profile",
    "profile_advice",
    "profile_table",
    "promises_table",
    "received",
    "received_advice",
    "received_table",
    "rfm",
    "rfm_advice",
    "rfm_table",
    "taste_groups",
    "tastes_advice",
    "tastes_table",
    "windows",
]

adopt(globals())
