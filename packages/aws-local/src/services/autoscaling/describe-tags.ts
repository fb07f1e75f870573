import { DescribeTags$, type DescribeTagsType, type TagsType } from "@aws-sdk/client-auto-scaling";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { AutoScalingState } from "./autoscaling.ts";
import { type GroupTag, tagsOf } from "./group-tags.ts";
import { invalidNextToken } from "./invalid-next-token.ts";

const mostPerPage = 100;

/** What a filter's name compares. */
const compared: Readonly<Record<string, (tag: GroupTag) => string>> = {
  "auto-scaling-group": ({ ResourceId }) => ResourceId,
  key: ({ Key }) => Key,
  value: ({ Value }) => Value,
  "propagate-at-launch": ({ PropagateAtLaunch }) => String(PropagateAtLaunch),
};

/** The tags of all groups. One matching value of a filter is enough; all filters must match. */
export const describeTags: Operation<AutoScalingState, DescribeTagsType, TagsType> = {
  schema: DescribeTags$,
  honours: { Filters: { Name: true, Values: true }, MaxRecords: true, NextToken: true },
  handle({ Filters = [], MaxRecords, NextToken }, { groups }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: mostPerPage } });
    const filters = Filters.map(({ Name = "", Values = [] }) => ({ compare: comparison(Name), Values }));
    const tags = [...groups.values()]
      .flatMap(({ properties }) => tagsOf(properties))
      .filter((tag) => filters.every(({ compare, Values }) => Values.includes(compare(tag))));
    const page = pageOf(tags, MaxRecords ?? mostPerPage, NextToken, invalidNextToken);
    return { Tags: page.items, NextToken: page.nextToken };
  },
};

function comparison(name: string): (tag: GroupTag) => string {
  const compare = Object.hasOwn(compared, name) ? compared[name] : undefined;
  if (compare === undefined) {
    throw new AwsError(
      "ValidationException",
      `Filter name ${name} is not one of ${Object.keys(compared).join(", ")}`,
    );
  }
  return compare;
}
