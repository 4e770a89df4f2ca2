// The customer portal and the public pages: everything works without this file, it only makes it nicer.
import "./net.js";
import "./look.js";
import "./menus.js";
import "./toasts.js";
import "./files.js";
import "./forms.js";
import "./own_fields.js";
import "./ticket.js";
