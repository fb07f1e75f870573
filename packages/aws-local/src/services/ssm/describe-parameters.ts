import {
  DescribeParameters$,
  type DescribeParametersRequest,
  type DescribeParametersResult,
  InvalidNextToken,
  type ParameterStringFilter,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints, refuseFailures } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import { checkFilters, describingKeys, matchesFilters } from "./parameter-filters.ts";
import { parameterMetadataShape } from "./parameter-shape.ts";
import type { SsmState } from "./ssm-state.ts";

const mostPerPage = 50;
const oldKeys = ["Name", "Type", "KeyId"];

export const describeParameters: Operation<SsmState, DescribeParametersRequest, DescribeParametersResult> = {
  schema: DescribeParameters$,
  honours: {
    Filters: { Key: true, Values: true },
    MaxResults: true,
    NextToken: true,
    ParameterFilters: { Key: true, Option: true, Values: true },
    // Nothing is shared with other accounts.
    Shared: [false],
  },
  resource: (_input, { region, accountId }) => `arn:aws:ssm:${region}:${accountId}:*`,
  handle(input, state) {
    checkConstraints(input, { MaxResults: { min: 1, max: mostPerPage } });
    if (input.Filters?.length && input.ParameterFilters?.length) {
      throw new AwsError("ValidationException", "You can use either Filters or ParameterFilters, not both.");
    }
    const filters = [...(input.ParameterFilters ?? []), ...fromOldFilters(input.Filters ?? [])];
    checkFilters(filters, describingKeys);
    const page = pageOf(
      state.parameters.all().filter((parameter) => matchesFilters(parameter, filters)),
      input.MaxResults ?? mostPerPage,
      input.NextToken,
      () => new InvalidNextToken({ message: "The specified token isn't valid.", $metadata: {} }),
    );
    return {
      Parameters: page.items.map((parameter) => parameterMetadataShape(parameter, state)),
      NextToken: page.nextToken,
    };
  },
};

/** The older `Filters` have no option: names are compared by their prefix. */
function fromOldFilters(filters: NonNullable<DescribeParametersRequest["Filters"]>): ParameterStringFilter[] {
  refuseFailures(
    filters.flatMap(({ Key }, index) =>
      Key !== undefined && oldKeys.includes(Key)
        ? []
        : {
            value: Key,
            path: `filters.${index + 1}.member.key`,
            rule: `satisfy enum value set: [${oldKeys.join(", ")}]`,
          },
    ),
  );
  return filters.map(({ Key, Values }) => ({
    Key,
    Option: Key === "Name" ? "BeginsWith" : "Equals",
    Values,
  }));
}
