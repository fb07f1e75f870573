import { PolicyPack } from "@pulumi/policy";
import { toCrossGuard } from "./crossguard.ts";
import { policies } from "./policies/registry.ts";

new PolicyPack("soft-landing", { policies: toCrossGuard(policies) });
