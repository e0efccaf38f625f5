"""Every fault that can be planted, by name."""

from core.bugs.fault import Fault
from core.bugs.faults.data import OF_DATA
from core.bugs.faults.network import OF_NETWORK
from core.bugs.faults.training import OF_TRAINING

FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*OF_DATA, *OF_NETWORK, *OF_TRAINING)}
