package dev.trainyard.trainer.app;

/** What the queue is told about a training request. */
public enum Outcome {
    /** Nothing more is to be done. */
    DONE,
    /** This worker gives it back; another one is to have it at once. */
    RELEASED,
    /** This worker has no room for it and gives it back; another one is to have it first. */
    PASSED,
    /** This worker has no room for it and put it at the end of the queue; another one is to have it first. */
    REQUEUED
}
