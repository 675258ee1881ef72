package dev.trainyard.contracts.spec;

import java.util.OptionalInt;

/**
 * Numbers of the training loop.
 *
 * @param learningRate peak learning rate
 * @param batchSize rows of one forward pass, per process
 * @param gradientAccumulationSteps forward passes of one optimizer step
 * @param epochs passes over the data
 * @param maxSteps optimizer steps after which training ends whatever {@code epochs} says; empty = no such limit
 * @param maxLength tokens after which a row is cut
 * @param warmupSteps optimizer steps over which the learning rate rises from 0
 * @param weightDecay decoupled with adamw, an L2 penalty with adam and sgd
 * @param maxGradNorm gradients are scaled down to this total norm; 0 = never
 * @param seed of initial weights, data order, split and dropout
 */
public record Hyperparameters(
        double learningRate,
        int batchSize,
        int gradientAccumulationSteps,
        int epochs,
        OptionalInt maxSteps,
        int maxLength,
        int warmupSteps,
        double weightDecay,
        double maxGradNorm,
        long seed) {}
