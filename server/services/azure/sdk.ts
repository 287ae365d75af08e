// The Azure SDK, loaded on first use and one package after the other: its CommonJS parts require ES modules, and two imports at the
// same time can meet a module that is not fully loaded yet.

async function load() {
  const identity = await import('@azure/identity');
  const pipeline = await import('@azure/core-rest-pipeline');
  const backup = await import('@azure/arm-recoveryservicesbackup');
  return { identity, pipeline, backup };
}

let loading: ReturnType<typeof load> | undefined;

export const loadSdk = (): ReturnType<typeof load> => {
  loading ??= load();
  return loading;
};
