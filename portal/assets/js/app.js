// Everything the workspace, settings and operator pages need.
import "./net.js";
import "./look.js";
import "./menus.js";
import "./dialogs.js";
import "./toasts.js";
import "./keys.js";
import "./focus.js";
import "./list.js";
import "./pick.js";
import "./ticks.js";
import "./files.js";
import "./format.js";
import "./composer.js";
import "./canned.js";
import "./quote.js";
import "./writing.js";
import "./attached.js";
import "./undo.js";
import "./mailframe.js";
import "./title.js";
import "./ticket.js";
import "./forms.js";
import "./order.js";
import "./upload.js";
import { start } from "./realtime.js";
import { ready } from "./dom.js";

ready(start);
