import {
  GetParametersByPath$,
  type GetParametersByPathRequest,
  type GetParametersByPathResult,
  InvalidNextToken,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import { matchesFilters } from "./parameter-filters.ts";
import { isBelowPath, isWellFormedName, judgedParameter } from "./parameter-reference.ts";
import { parameterShape } from "./parameter-shape.ts";
import type { SsmState } from "./ssm-state.ts";

const mostPerPage = 10;

export const getParametersByPath: Operation<SsmState, GetParametersByPathRequest, GetParametersByPathResult> =
  {
    schema: GetParametersByPath$,
    honours: {
      MaxResults: true,
      NextToken: true,
      ParameterFilters: { Key: true, Option: true, Values: true },
      Path: true,
      Recursive: true,
      WithDecryption: true,
    },
    resource: ({ Path = "" }, place) => judgedParameter(Path, place),
    handle(input, state) {
      state.reads.spend();
      checkConstraints(input, {
        Path: { required: true, minLength: 1, maxLength: 2048 },
        MaxResults: { min: 1, max: mostPerPage },
      });
      const path = (input.Path ?? "").trim();
      if (path !== "/" && (!path.startsWith("/") || !isWellFormedName(path.replace(/\/$/, "")))) {
        throw new AwsError(
          "ValidationException",
          "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward " +
            'slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, ' +
            "or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All " +
            "sub-paths, if specified, must use the forward slash symbol.",
        );
      }
      const matching = state.parameters
        .all()
        .filter(({ name }) => isBelowPath(name, path, input.Recursive ?? false))
        .filter((parameter) => matchesFilters(parameter, input.ParameterFilters ?? []));
      const page = pageOf(
        matching,
        input.MaxResults ?? mostPerPage,
        input.NextToken,
        () => new InvalidNextToken({ message: "The specified token isn't valid.", $metadata: {} }),
      );
      return {
        Parameters: page.items.flatMap((parameter) => {
          const latest = parameter.versions.at(-1);
          return latest ? parameterShape(parameter, latest, state) : [];
        }),
        NextToken: page.nextToken,
      };
    },
  };
