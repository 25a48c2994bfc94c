// The floor outside the workstation: its clocks and its live connection, and nothing else of the workstation's scripts.

import { startClock } from "./clock.js";
import { startLive } from "./live.js";
import { startRequests } from "./requests.js";

const floor = document.getElementById("floor");

startRequests();
startClock();
startLive(floor.dataset.live);
