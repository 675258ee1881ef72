# One file for all images:
#   docker build --target service --build-arg SERVICE=api-gateway -t trainyard/api-gateway:0.1.0 .
#   docker build --target devkit -t trainyard/devkit:0.1.0 .
# Images of train-core's services contain Intel MKL (Intel Simplified Software License): publish them with Intel's notice.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip package \
 && mkdir -p /devkit/lib && cp -r devkit/target/classes /devkit/classes \
 && tr ':' '\n' < devkit/target/dependencies | xargs -I{} cp {} /devkit/lib/

FROM eclipse-temurin:25-jre AS runtime
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home trainyard \
 && mkdir -p /var/lib/trainyard/artifacts /var/lib/trainyard/datasets /var/lib/trainyard/hub && chown -R trainyard /var/lib/trainyard
USER 10001
WORKDIR /app
# The service alone needs little; what trains and generates runs in child processes with memory of their own.
ENV JAVA_OPTIONS="-Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"

FROM runtime AS service
ARG SERVICE
COPY --from=build /src/${SERVICE}/target/quarkus-app /app
ENTRYPOINT ["sh", "-c", "exec java $JAVA_OPTIONS -jar quarkus-run.jar"]

FROM runtime AS devkit
COPY --from=build /devkit /app
ENTRYPOINT ["java", "-Xmx128m", "-cp", "/app/classes:/app/lib/*", "dev.trainyard.devkit.Main"]
