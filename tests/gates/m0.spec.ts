import { describeControls } from "./controls.ts";

describeControls("M0");
