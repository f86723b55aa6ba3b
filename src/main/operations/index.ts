/** What is done in more than one step. Nothing else changes an Engine, a store or a volume in more than one step. */
export { type OperationAction, OperationsService } from './operations-service.ts';
