import {
  InvalidResourceId,
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { judgedParameter } from "./parameter-reference.ts";
import type { SsmState } from "./ssm-state.ts";

/** Of the resources that Systems Manager tags, only parameters exist here. */
export const listTagsForResource: Operation<SsmState, ListTagsForResourceRequest, ListTagsForResourceResult> =
  {
    schema: ListTagsForResource$,
    honours: { ResourceId: true, ResourceType: ["Parameter"] },
    resource: ({ ResourceId = "" }, place) => judgedParameter(ResourceId, place),
    handle(input, { parameters }) {
      checkConstraints(input, {
        ResourceType: { required: true },
        ResourceId: { required: true, minLength: 1, maxLength: 2048 },
      });
      const parameter = parameters.find(input.ResourceId ?? "");
      if (parameter === undefined) {
        throw new InvalidResourceId({ message: "", $metadata: {} });
      }
      return { TagList: Object.entries(parameter.tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
