import type { FailureCode } from '../../shared/contract/index.ts';

/** The headline of the page that stands where no Engine answers. */
export function engineHeadline(code: FailureCode | undefined): string {
  switch (code) {
    case 'engine-not-installed':
      return 'Docker is not on this computer yet';
    case 'engine-not-running':
      return 'Docker is here, but not running';
    case 'engine-no-permission':
      return 'Docker runs, but you may not use it yet';
    case 'engine-context-broken':
      return 'The chosen Docker context does not work';
    case 'engine-refused':
      return 'The Engine turned Slipway away';
    case 'engine-unreachable':
    case 'timeout':
      return 'The Engine does not answer';
    default:
      return 'No Docker Engine was found';
  }
}
