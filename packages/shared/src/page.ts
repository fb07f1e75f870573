import * as z from "zod/mini";

/** Why an answer is degraded: which dependency failed and how. */
export const diagnosticSchema = z.strictObject({
  dependency: z.string(),
  error: z.string(),
  message: z.string(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;

/** The server that answered. Outside AWS, the values say so. */
export const instanceIdentitySchema = z.strictObject({
  id: z.string(),
  availabilityZone: z.string(),
  type: z.string(),
  imageId: z.string(),
  privateIp: z.string(),
  accountId: z.string(),
});
export type InstanceIdentity = z.infer<typeof instanceIdentitySchema>;

/** The page `/` as JSON, given for `Accept: application/json`. */
export const pageSchema = z.strictObject({
  build: z.string(),
  user: z.string(),
  recommendation: z.string(),
  /** True if the recommendation came from the RecommendationService, false for the static fallback. */
  personal: z.boolean(),
  diagnostic: z.nullable(diagnosticSchema),
  instance: instanceIdentitySchema,
});
export type Page = z.infer<typeof pageSchema>;

/** The response header in which a page says what it is, `personal` or `degraded`. Any server can send it. */
export const answerKindHeader = "x-answer";

/** The static answer of the error-handling build. */
export const fallbackRecommendation = { user: "Valued Customer", recommendation: "I Love Lucy" } as const;

/** `GET /healthcheck` as JSON. */
export const healthCheckSchema = z.object({
  status: z.literal("healthy"),
  instance: z.pick(instanceIdentitySchema, { id: true, availabilityZone: true }),
});
export type HealthCheck = z.infer<typeof healthCheckSchema>;

/**
 * The value of the switch parameter with which the RecommendationService works. Any other value makes every
 * read fail.
 */
export const switchOnValue = "true";
