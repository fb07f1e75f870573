/** `RecommendationServiceEnabled` of `/soft-landing/basic/RecommendationServiceEnabled`. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
