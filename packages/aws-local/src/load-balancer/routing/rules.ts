import type { ListenerRule } from "../contract.ts";
import { type ConditionMatcher, conditionMatcher, type RoutedRequest } from "./conditions.ts";

/** What a listener's rules decide about one request. */
export interface Evaluation<A> {
  action: A;
  /** How many rules were evaluated, without the default rule. */
  evaluated: number;
}

/** The rules of a listener in their order, each with its action. */
export class RuleSet<A> {
  readonly #rules: readonly { conditions: readonly ConditionMatcher[]; action: A }[];
  readonly #defaultAction: A;

  constructor(rules: readonly { rule: ListenerRule; action: A }[], defaultAction: A) {
    this.#rules = rules
      .toSorted((a, b) => a.rule.priority - b.rule.priority)
      .map(({ rule, action }) => ({ conditions: rule.conditions.map(conditionMatcher), action }));
    this.#defaultAction = defaultAction;
  }

  /**
   * The first rule whose conditions are all met, from the lowest priority to the highest; otherwise the
   * default rule.
   */
  evaluate(request: () => RoutedRequest): Evaluation<A> {
    if (this.#rules.length === 0) {
      return { action: this.#defaultAction, evaluated: 0 };
    }
    const routed = request();
    const index = this.#rules.findIndex(({ conditions }) => conditions.every((isMet) => isMet(routed)));
    const rule = this.#rules[index];
    return rule
      ? { action: rule.action, evaluated: index + 1 }
      : { action: this.#defaultAction, evaluated: this.#rules.length };
  }
}
