import {
  isPropertyMap,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
} from "./property-value.ts";

/**
 * Properties in the form that resource handlers need: secrets and outputs are bare values, a resource is its
 * ID, or its URN if it has no ID. Besides JSON, only unknown values, assets and archives remain.
 */
export type Properties = Record<string, unknown>;

export function plainProperties(properties: PropertyMap): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: PropertyValue): unknown {
  if (value instanceof Secret || value instanceof OutputValue) {
    return plainValue(value.value);
  }
  if (value instanceof ResourceReference) {
    return value.id ?? value.urn;
  }
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  return isPropertyMap(value) ? plainProperties(value as PropertyMap) : value;
}

/**
 * Marks as secret what was secret in `origin`, property by property, as the engine does for providers without
 * secrets (annotateSecrets in sdk/go/common/resource/plugin/provider_plugin.go). A list with one secret
 * becomes a secret.
 */
export function withSecretsOf(origin: PropertyMap, properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const original = Object.hasOwn(origin, key) ? origin[key] : undefined;
      if (original === undefined || value === undefined || !holdsSecret(original)) {
        return [key, value];
      }
      return isPropertyMap(original) && isPropertyMap(value)
        ? [key, withSecretsOf(original as PropertyMap, value)]
        : [key, new Secret(value as PropertyValue)];
    }),
  );
}

function holdsSecret(value: PropertyValue): boolean {
  if (value instanceof Secret) {
    return true;
  }
  if (value instanceof OutputValue) {
    return value.secret || holdsSecret(value.value);
  }
  if (Array.isArray(value)) {
    return value.some(holdsSecret);
  }
  return isPropertyMap(value) && Object.values(value as PropertyMap).some(holdsSecret);
}
