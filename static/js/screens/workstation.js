// What the screens of the workstation do beside static/js/main.js, which every page has.

import { startComposer } from "./composer.js";
import { startDesk } from "./desk.js";
import { startForms } from "./forms.js";
import { startOffers } from "./offers.js";
import { startPosts } from "./posts.js";
import { startReveal } from "./reveal.js";
import { startSearch } from "./search.js";
import { startSummons } from "./summons.js";

startDesk();
startOffers();
startComposer();
startForms();
startPosts();
startReveal();
startSearch();
startSummons();
