import { expect, test } from "vitest";
import { moduleOf, normalName, packageName } from "./names.ts";
import { compareVersions, fits, specifierOf } from "./versions.ts";

test("a wish becomes what pip understands, and stays within its series", () => {
  expect(specifierOf("*", "19.0")).toBe("==19.0.*");
  expect(specifierOf(">=19.0.1.2, <19.0.2", "19.0")).toBe("==19.0.*,>=19.0.1.2,<19.0.2");
  expect(specifierOf("19.0.1.0.0.3", "19.0")).toBe("==19.0.1.0.0.3");
});

test("a release fits as pip would decide", () => {
  expect(fits("19.0.1.0.0.3", "==19.0.*")).toBe(true);
  expect(fits("18.0.1.0.0.3", "==19.0.*")).toBe(false);
  expect(fits("19.0.2.0.0", "==19.0.*,>=19.0.1.2,<19.0.2")).toBe(false);
  expect(compareVersions("19.0.1.0.0.9", "19.0.1.0.0.10")).toBeLessThan(0);
});

test("names of packages and modules lead to each other", () => {
  expect(packageName("dms", "19.0")).toBe("odoo-addon-dms");
  expect(packageName("dms", "14.0")).toBe("odoo14-addon-dms");
  expect(moduleOf("odoo-addon-web-responsive")).toBe("web_responsive");
  expect(moduleOf("requests")).toBeNull();
  expect(normalName("Odoo_Addon.X")).toBe("odoo-addon-x");
});
