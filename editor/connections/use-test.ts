// Asks a connection who it is there and what it sees.
import { useMutation } from '@tanstack/react-query';
import { call, keys, queryClient } from '../api.ts';

export const useConnectionTest = (id: string) =>
  useMutation({
    mutationFn: () => call('testConnection', { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.connections }),
  });
