import type {
  AppCommand,
  Reply,
  RequestInput,
  RequestName,
  RequestOutput,
  TopicMap,
  TopicName,
  TopicState,
} from '../../src/shared/contract/index.ts';

/** What the page does before its picture is taken, as a person would. */
export type Step =
  | {
      readonly do: 'click';
      readonly role: 'button' | 'tab' | 'menuitem' | 'radio' | 'checkbox' | 'option' | 'combobox';
      readonly name: string;
    }
  | { readonly do: 'press'; readonly keys: string }
  | { readonly do: 'fill'; readonly label: string; readonly text: string }
  | { readonly do: 'hover'; readonly text: string }
  /** Waits until this text is on the page. */
  | { readonly do: 'see'; readonly text: string }
  | { readonly do: 'command'; readonly command: AppCommand };

export type Topics = {
  readonly [Name in TopicName]?: TopicMap[Name]['param'] extends undefined
    ? TopicState<Name>
    : Readonly<Record<string, TopicState<Name>>>;
};

export type Replies = {
  readonly [Name in RequestName]?: (input: RequestInput<Name>) => Reply<RequestOutput<Name>> | 'never';
};

/**
 * A moment of the page: what main has told it, what main answers, and what a person did. A topic that is left out never
 * sends its snapshot, so the page shows that it is loading.
 */
export interface HarnessState {
  /** Name of its picture. */
  readonly name: string;
  readonly topics: Topics;
  readonly replies?: Replies;
  readonly steps?: readonly Step[];
  /** Sizes of the window that it is shown in besides the usual 1440 x 900. */
  readonly sizes?: readonly { readonly width: number; readonly height: number; readonly zoom?: number }[];
}

/** The answer of main when it worked. */
export function ok<T>(value: T): Reply<T> {
  return { ok: true, value };
}
