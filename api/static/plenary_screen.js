// The projector shows what the operator leads, without anybody touching it.
import { follow, refresh } from "./plenary_live.js";

follow(document.getElementById("live").dataset.bell, () => refresh().catch(() => {}));
