package dev.trainyard.train;

import java.time.Duration;

/** Forecasts the time of a run from its first steps; the very first, which warms up, does not count. */
final class TimeForecast implements TrainListener {
    private static final int STEPS = 5;

    private final TrainerState start;
    private final long plannedTokens;
    private final Forecast forecast;
    private int steps;
    private long tokens;
    private double seconds;
    private long measuredTokens;
    private double measuredSeconds;

    /** Takes the time of all steps of the run, judged after a step. */
    interface Forecast {
        void after(int step, Duration time);
    }

    /** @param forecast called once */
    TimeForecast(TrainerState start, long plannedTokens, Forecast forecast) {
        this.start = start;
        this.plannedTokens = plannedTokens;
        this.forecast = forecast;
        this.tokens = start.tokens();
    }

    @Override
    public void on(TrainEvent event) {
        if (event instanceof TrainEvent.StepTaken step && steps < STEPS) {
            measure(step);
        }
    }

    private void measure(TrainEvent.StepTaken step) {
        long stepTokens = step.tokens() - tokens;
        double stepSeconds = stepTokens / step.tokensPerSecond();
        tokens = step.tokens();
        seconds += stepSeconds;
        if (steps++ > 0) {
            measuredTokens += stepTokens;
            measuredSeconds += stepSeconds;
        }
        if (steps == STEPS) {
            double rest = Math.max(0, plannedTokens - tokens) * measuredSeconds / measuredTokens;
            forecast.after(step.step(), Duration.ofMillis(start.trainedMillis() + Math.round((seconds + rest) * 1e3)));
        }
    }
}
