export { checkPromotion, type Promotion } from "./check.ts";
export { rehearsePromotion, type RehearsedScene } from "./rehearse.ts";
