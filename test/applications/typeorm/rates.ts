import type { MigrationInterface, QueryRunner } from 'typeorm'
import { Rate } from './entities.ts'

/** Rows with which every database of the application begins. */
export class Rates1700000000000 implements MigrationInterface {
  async up({ manager }: QueryRunner): Promise<void> {
    await manager.insert(Rate, [
      { country: 'DE', year: 2024, percent: 19 },
      { country: 'FR', year: 2024, percent: 20 },
    ])
  }

  async down({ manager }: QueryRunner): Promise<void> {
    await manager.clear(Rate)
  }
}
