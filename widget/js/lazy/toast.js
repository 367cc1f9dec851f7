// A line of ink above the field, for five seconds; with a ring that empties where one may change one's mind.
import { toast } from "./kit/toast.js";

export default toast;
